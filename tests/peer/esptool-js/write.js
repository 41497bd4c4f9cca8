/* write.js: esptool-js, unmodified and with its own stub, writes files over RFC 2217
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: node write.js - TCP-PORT BAUD [OFFSET FILE]…
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { ESPLoader, Transport } from 'esptool-js';

import { Rfc2217Port } from './rfc2217-port.js';

const [, tcpPort, baud, ...rest] = process.argv.slice(2);
const fileArray = [];

console.log = console.error;
for (let i = 0; i < rest.length; i += 2)
  fileArray.push({ address: Number(rest[i]), data: new Uint8Array(readFileSync(rest[i + 1])) });

const loader = new ESPLoader({
  transport: new Transport(new Rfc2217Port(Number(tcpPort))), baudrate: Number(baud), romBaudrate: 115200,
  terminal: { clean() {}, write() {}, writeLine() {} },
});

if (fileArray.length > 0) {
  await loader.main('default_reset');
  await loader.writeFlash({
    fileArray, flashMode: 'keep', flashFreq: 'keep', flashSize: 'keep', eraseAll: false, compress: true,
    calculateMD5Hash: (bytes) => createHash('md5').update(bytes).digest('hex'), reportProgress() {},
  });
  await loader.after('hard_reset');
  await loader.transport.disconnect();
}
process.exit(0);
