// Past requests without number in a bot's database, by which a long history is measured.

/** One was asked in each minute, and the last of them a day ago. */
export const apartMs = 60_000;
export const dayMs = 86_400_000;

export interface History {
  /** Something is due. */
  isBusy(): Promise<boolean>;
  /**
   * Adds `count` closed requests to the database of a bot that does not run: copies of those that it has, with ids and
   * times of their own. Resolves with the bytes that each takes on the disk. Throws where a request in it still waits for
   * something.
   */
  multiply(count: number, onProgress?: (made: number) => void): Promise<number>;
  /** Resolves once the database has done what it does by itself after so many changes. */
  settle(): Promise<void>;
}
