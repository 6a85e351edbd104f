// Where the tests keep their files: in memory where the machine allows it, as no test needs a file to outlive the machine.
import { accessSync, constants, statfsSync } from "node:fs";
import { tmpdir } from "node:os";

const memory = "/dev/shm";
/** Several times what the tests hold at once. Containers often have 64 MB. */
const neededBytes = 1024 ** 3;

/** A folder for temporary files: SQLite waits for a disk at each commit. */
export function scratchFolder(): string {
  try {
    accessSync(memory, constants.W_OK);
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize >= neededBytes ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
}
