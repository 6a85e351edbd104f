// The machine's clock.
import type { Clock } from "./impersonation/clock.js";

// setTimeout counts in 32 bits; a longer wait is taken in pieces.
const longestTimeoutMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  wakeAt(atMs, wake) {
    let timer: NodeJS.Timeout;
    const arm = () => {
      const waitMs = Math.min(Math.max(atMs - Date.now(), 0), longestTimeoutMs);
      timer = setTimeout(() => (Date.now() >= atMs ? wake() : arm()), waitMs);
    };
    arm();
    return () => clearTimeout(timer);
  },
};
