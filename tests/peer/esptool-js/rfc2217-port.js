/* rfc2217-port.js: a serial port over telnet in the shape of a Web Serial port
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Just enough of RFC 2217 for a server that is known to speak it.
 */

import { connect } from 'node:net';

const IAC = 255;
const SB = 250;
const SE = 240;
const WILL = 251;
const DO = 253;
const BINARY = 0;
const COM_PORT = 44;
const SET_BAUDRATE = 1;
const SET_CONTROL = 5;

const escape = (bytes) => Uint8Array.from(Array.from(bytes).flatMap((b) => (b === IAC ? [b, b] : [b])));

export class Rfc2217Port {
  #port;
  #socket = null;
  #state = 'data';
  #readable = null;
  #sink = null;

  constructor(port) {
    this.#port = port;
    this.writable = null;
  }

  /* A stream that was cancelled is followed by a new one, as in browsers. */
  get readable() {
    if (this.#readable === null && this.#socket !== null)
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
    const socket = connect({ host: '127.0.0.1', port: this.#port, noDelay: true });

    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    this.#socket = socket;
    this.#state = 'data';
    this.#listen();
    this.writable = new WritableStream({ write: (bytes) => this.#send(escape(bytes)) });
    await this.#send(Uint8Array.of(IAC, WILL, COM_PORT, IAC, WILL, BINARY, IAC, DO, BINARY));
    await this.#command(SET_BAUDRATE, [24, 16, 8, 0].map((shift) => (baudRate >>> shift) & 255));
  }

  async close() {
    const socket = this.#socket;

    this.#readable = this.#sink = this.writable = this.#socket = null;
    await new Promise((resolve) => socket.once('close', resolve).end());
  }

  async setSignals({ dataTerminalReady, requestToSend }) {
    if (dataTerminalReady !== undefined)
      await this.#command(SET_CONTROL, [dataTerminalReady ? 8 : 9]);
    if (requestToSend !== undefined)
      await this.#command(SET_CONTROL, [requestToSend ? 11 : 12]);
  }

  #send(bytes) {
    return new Promise((resolve, reject) => {
      this.#socket.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
  }

  #command(code, values) {
    return this.#send(Uint8Array.of(IAC, SB, COM_PORT, code, ...escape(values), IAC, SE));
  }

  #listen() {
    this.#socket.on('data', (bytes) => {
      const data = Uint8Array.from(bytes).filter((byte) => this.#isData(byte));

      if (data.length > 0)
        this.#sink?.enqueue(data);
    });
    this.#socket.on('error', () => {});
  }

  /* Steps through telnet's states; true for a byte of the serial line. */
  #isData(byte) {
    switch (this.#state) {
      case 'data':
        if (byte !== IAC)
          return true;
        this.#state = 'iac';
        return false;
      case 'iac':
        this.#state = byte === SB ? 'command' : byte >= WILL && byte < IAC ? 'option' : 'data';
        return byte === IAC;
      case 'option':
        this.#state = 'data';
        return false;
      case 'command':
        if (byte === IAC)
          this.#state = 'command iac';
        return false;
      default:
        this.#state = byte === SE ? 'data' : 'command';
        return false;
    }
  }
}
