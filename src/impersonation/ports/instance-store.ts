// The processes that work on one database. Each holds a lease that it renews; what one that died had claimed is taken over.

export interface Instances {
  /** How many hold a lease, this one included. */
  readonly live: number;
  /** Those whose lease has run out. */
  readonly gone: readonly string[];
}

export interface InstanceStore {
  /** Other processes may work on the same database. */
  readonly isShared: boolean;
  /** Takes or renews the lease of this process. Where nobody else may work on the database, all others are gone. */
  renewLease(): Promise<Instances>;
  /**
   * What a process that is gone had claimed is due at once, and is anybody's: its edits in Slack may still take effect until
   * `unsureUntil`. Its pending replies and its Homes are this process's from then on. What another program locks is left for
   * the next call, as is what it claims after this one. Resolves with whether anything was taken over.
   */
  takeOver(gone: string, now: number, unsureUntil: number): Promise<boolean>;
  /** Ends the lease: what is left is taken over at once. */
  endLease(): Promise<void>;
  /** True for one process at a time, `everyMs` apart. */
  takeTurn(task: string, now: number, everyMs: number): Promise<boolean>;
  /** `listener` is told which request another process changed; undefined: any of them may have changed. */
  onChanged(listener: (requestId: string | undefined) => void): void;
}
