// Crashes beside one another: each pool has its own ground, and a new one after a crash that left it in disorder.
import { Ground } from "./ground.js";

/** After so many a ground has a history that every look at it goes through. */
const mostOnOneGround = 12;

export interface Done<R> {
  readonly result: R;
  /** The ground is as a new one would be. */
  readonly inOrder: boolean;
}

/** The results in the order of `all`, each pool taking the next one. */
export async function sideBySide<T, R>(
  all: readonly T[],
  atOnce: number,
  work: (each: T, ground: Ground) => Promise<Done<R>>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = all.entries();
  const pool = async () => {
    let ground: Ground | undefined;
    let used = 0;
    try {
      for (const [index, each] of queue) {
        ground ??= await Ground.open();
        const { result, inOrder } = await work(each, ground);
        results[index] = result;
        used += 1;
        if (inOrder && used < mostOnOneGround) continue;
        await ground.close();
        ground = undefined;
        used = 0;
      }
    } finally {
      await ground?.close();
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, pool));
  return results;
}
