/* flash.js: esptool-js, unmodified and with its own stub, on the virtual module
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Usage: node flash.js PATH-OF-REKINDLE-VIRTUAL
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { ESPLoader, Transport } from 'esptool-js';

import { PtyPort } from './pty-port.js';
import { Rfc2217Port } from './rfc2217-port.js';

const FLASH_SIZE = 1024 * 1024;
const FAST_BAUD = 921600;

/* The library talks to the console, where only the protocol of tests may stand. */
const print = console.log;

console.log = console.error;
const quiet = { clean() {}, write() {}, writeLine() {} };

/* A virtual module in a folder of its own. */
class Module {
  static running = new Set();

  static async start(program, ...options) {
    const self = new Module();

    self.folder = mkdtempSync(join(tmpdir(), 'rk-peer-'));
    self.flashFile = join(self.folder, 'flash.bin');
    self.link = join(self.folder, 'port');
    self.process = spawn(program, ['--turbo', '--flash', self.flashFile, '--size', '1M',
      '--link', self.link, '--rfc2217', '0', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
    Module.running.add(self);
    const [line] = await once(createInterface({ input: self.process.stdout }), 'line');

    assert.match(line, /^ready /);
    self.tcpPort = Number(/rfc2217:\/\/127\.0\.0\.1:(\d+)/.exec(line)[1]);

    return self;
  }

  pressReset() {
    this.process.kill('SIGUSR1');
  }

  /* Ends it; what its flash held is what the file holds. */
  async stop() {
    const ended = once(this.process, 'exit');

    this.process.kill('SIGTERM');
    const [code] = await ended;

    assert.equal(code, 0, 'exit status of rekindle-virtual');
    const content = readFileSync(this.flashFile);

    this.abandon();
    return content;
  }

  abandon() {
    this.process.kill();
    rmSync(this.folder, { recursive: true });
    Module.running.delete(this);
  }
}

/* A real AT firmware where there is one, else bytes with and without pattern. */
function firmware() {
  const shared = process.env.RK_SHARED_DIR;
  const folder = shared && join(shared, 'firmware', 'at-1.7.6-512+512');
  const files = [
    [0x0, 'boot_v1.7.bin'], [0x1000, 'user1.1024.new.2.bin'],
    [0xfc000, 'esp_init_data_default_v08.bin'], [0x7e000, 'blank.bin'], [0xfe000, 'blank.bin'],
  ];

  if (folder && existsSync(folder))
    return files.map(([address, name]) => ({ address, data: new Uint8Array(readFileSync(join(folder, name))) }));

  return [
    { address: 0x0, data: new Uint8Array(randomBytes(4080)) },
    { address: 0x1000, data: Uint8Array.from({ length: 396900 }, (_, i) => (i >> 3) & 255) },
    { address: 0xfc000, data: new Uint8Array(randomBytes(128)) },
  ];
}

function newLoader(port, baudrate) {
  return new ESPLoader({ transport: new Transport(port), baudrate, romBaudrate: 115200, terminal: quiet });
}

const md5 = (bytes) => createHash('md5').update(bytes).digest('hex');

function write(loader, fileArray) {
  return loader.writeFlash({
    fileArray, flashMode: 'keep', flashFreq: 'keep', flashSize: 'keep', eraseAll: false,
    compress: true, calculateMD5Hash: md5, reportProgress() {},
  });
}

/* The stub sends a digest after the content, which the library leaves to be taken;
 * a command that crosses it is lost. */
async function readAll(loader) {
  const content = await loader.readFlash(0, FLASH_SIZE);
  const digest = await loader.transport.read(3000);

  assert.equal(Buffer.from(digest).toString('hex'), md5(content), 'digest of what was read');
  return content;
}

function assertHolds(content, files) {
  assert.equal(content.length, FLASH_SIZE);
  for (const { address, data } of files)
    assert.ok(Buffer.compare(content.subarray(address, address + data.length), data) === 0,
      `content at 0x${address.toString(16)}`);
}

/* esptool-js 0.7.0 writes the length of the answer to a register that this chip does
 * not have, so that the one it has must have been set before. */
async function jedecId(loader) {
  const SPI_USER1 = 0x60000220;

  await loader.writeReg(SPI_USER1, 23 << 8);
  return await loader.readFlashId();
}

async function identify(loader, before) {
  const chip = await loader.main(before);

  assert.equal(chip, 'ESP8266EX');
  assert.match(await loader.chip.readMac(loader), /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
  assert.equal(await loader.chip.getCrystalFreq(loader), 26);
  assert.equal((await jedecId(loader)) >> 16, 0x14, 'JEDEC size code of 1 MB');
}

const tests = {
  async 'write, verify and read back over a pseudo-terminal'(program) {
    const module = await Module.start(program, '--boot', 'download');
    const loader = newLoader(new PtyPort(module.link), FAST_BAUD);
    const files = firmware();

    await identify(loader, 'no_reset');
    await write(loader, files);
    const content = await readAll(loader);

    assertHolds(content, files);
    await loader.transport.disconnect();
    assert.ok(Buffer.compare(await module.stop(), content) === 0, 'the same in the file');
  },

  async 'write over RFC 2217, with automatic reset'(program) {
    const module = await Module.start(program);
    const loader = newLoader(new Rfc2217Port(module.tcpPort), FAST_BAUD);
    const files = firmware();

    await identify(loader, 'default_reset');
    await write(loader, files);
    await loader.transport.disconnect();
    assertHolds(await module.stop(), files);
  },

  async 'erase all'(program) {
    const module = await Module.start(program, '--boot', 'download');
    const loader = newLoader(new PtyPort(module.link), 115200);
    const files = [{ address: 0x3000, data: new Uint8Array(randomBytes(10000)) }];

    await loader.main('no_reset');
    await write(loader, files);
    assertHolds(await readAll(loader), files);
    await loader.eraseFlash();
    await loader.transport.disconnect();
    assert.ok((await module.stop()).every((byte) => byte === 0xff));
  },

  async 'without a stub, and again after a reset by hand'(program) {
    const module = await Module.start(program, '--boot', 'download');

    for (let i = 0; i < 2; i++) {
      const loader = newLoader(new PtyPort(module.link), 115200);

      await loader.detectChip('no_reset');
      assert.equal(loader.chip.CHIP_NAME, 'ESP8266');
      assert.equal(await loader.chip.getChipDescription(loader), 'ESP8266EX');
      await loader.runStub();
      assert.equal((await jedecId(loader)) >> 16, 0x14);
      await loader.transport.disconnect();
      module.pressReset();
    }
    await module.stop();
  },
};

const [program, only] = process.argv.slice(2);
const chosen = Object.entries(tests).filter(([name]) => only === undefined || name.includes(only));
let failed = 0;

print(`1..${chosen.length}`);
for (const [index, [name, test]] of chosen.entries()) {
  const start = Date.now();

  try {
    await test(program);
    print(`ok ${index + 1} ${name} # ${Date.now() - start} ms`);
  } catch (error) {
    failed++;
    print(`not ok ${index + 1} ${name}`);
    print(String(error.stack).replace(/^/gm, '# '));
    Module.running.forEach((module) => module.abandon());
  }
}
process.exit(failed === 0 ? 0 : 1);
