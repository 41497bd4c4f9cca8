/* pty-port.js: a pseudo-terminal in the shape of a Web Serial port
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';

const POLL_MS = 1;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/* The port is not blocking: 0 is how many bytes go through it just now. */
function unlessBlocked(transfer) {
  try {
    return transfer();
  } catch (error) {
    if (error.code !== 'EAGAIN')
      throw error;
    return 0;
  }
}

export class PtyPort {
  #path;
  #fd = -1;
  #readable = null;
  #sink = null;

  constructor(path) {
    this.#path = path;
    this.writable = null;
  }

  /* A stream that was cancelled is followed by a new one, as in browsers. */
  get readable() {
    if (this.#readable === null && this.#fd >= 0)
      this.#readable = new ReadableStream({
        start: (sink) => { this.#sink = sink; },
        cancel: () => { this.#readable = this.#sink = null; },
      });
    return this.#readable;
  }

  getInfo() {
    return {};
  }

  async open({ baudRate }) {
    execFileSync('stty', ['-F', this.#path, String(baudRate), 'raw', '-echo']);
    this.#fd = openSync(this.#path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    this.writable = new WritableStream({ write: (bytes) => this.#write(bytes) });
    this.#listen(this.#fd);
  }

  async close() {
    const fd = this.#fd;

    this.#fd = -1;
    this.#readable = this.#sink = this.writable = null;
    closeSync(fd);
  }

  /* A pseudo-terminal has no modem lines. */
  async setSignals() {}

  async #listen(fd) {
    const buffer = new Uint8Array(65536);

    while (this.#fd === fd) {
      const count = unlessBlocked(() => readSync(fd, buffer));

      if (count > 0)
        this.#sink?.enqueue(buffer.slice(0, count));
      else
        await sleep(POLL_MS);
    }
  }

  async #write(bytes) {
    let done = 0;

    while (done < bytes.length) {
      const count = unlessBlocked(() => writeSync(this.#fd, bytes, done));

      done += count;
      if (count === 0)
        await sleep(POLL_MS);
    }
  }
}
