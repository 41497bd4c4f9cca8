/* pty-port.js: a pseudo-terminal in the shape of a Web Serial port
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, read, write } from 'node:fs';
import { promisify } from 'node:util';

const readFile = promisify(read);
const writeFile = promisify(write);
const POLL_MS = 1;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class PtyPort {
  #path;
  #fd = -1;

  constructor(path) {
    this.#path = path;
    this.readable = null;
    this.writable = null;
  }

  getInfo() {
    return {};
  }

  async open({ baudRate }) {
    execFileSync('stty', ['-F', this.#path, String(baudRate), 'raw', '-echo']);
    this.#fd = openSync(this.#path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    this.readable = new ReadableStream({ pull: (sink) => this.#pull(sink) }, { highWaterMark: 0 });
    this.writable = new WritableStream({ write: (bytes) => this.#write(bytes) });
  }

  async close() {
    const fd = this.#fd;

    this.#fd = -1;
    this.readable = this.writable = null;
    closeSync(fd);
  }

  /* A pseudo-terminal has no modem lines. */
  async setSignals() {}

  /* A read that finds nothing says EAGAIN, as the port is not blocking. */
  async #pull(sink) {
    const buffer = new Uint8Array(65536);

    while (this.#fd >= 0) {
      try {
        const { bytesRead } = await readFile(this.#fd, buffer, 0, buffer.length, null);

        if (bytesRead > 0) {
          sink.enqueue(buffer.slice(0, bytesRead));
          return;
        }
      } catch (error) {
        if (error.code !== 'EAGAIN')
          throw error;
      }
      await sleep(POLL_MS);
    }
  }

  async #write(bytes) {
    let done = 0;

    while (done < bytes.length) {
      try {
        const { bytesWritten } = await writeFile(this.#fd, bytes, done, bytes.length - done, null);

        done += bytesWritten;
      } catch (error) {
        if (error.code !== 'EAGAIN')
          throw error;
        await sleep(POLL_MS);
      }
    }
  }
}
