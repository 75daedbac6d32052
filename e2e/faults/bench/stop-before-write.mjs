// Loaded into a worker by `--import`, by fault row 3 only: when the file that FAULT_STOP_FILE names is there, the process
// stops itself at the next send, after the lease was checked and before a byte is written. The product has no such hook.
import { existsSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';

const file = process.env.FAULT_STOP_FILE;
const SEND_BATCH = Buffer.from('"code":320');
const HEADER_BYTES = 400;

if (file !== undefined) {
  const { write } = Socket.prototype;
  Socket.prototype.write = function writeOrStop(chunk, ...rest) {
    if (Buffer.isBuffer(chunk) && chunk.subarray(0, HEADER_BYTES).includes(SEND_BATCH) && existsSync(file)) {
      rmSync(file, { force: true });
      process.kill(process.pid, 'SIGSTOP');
    }
    return write.call(this, chunk, ...rest);
  };
}
