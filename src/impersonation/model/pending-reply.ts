// What came in from a person and is still being worked on: should the process die, they are told at the next start.

export interface Arrival {
  /** Names the payload: a hash, and for one that asks the request's delivery key. */
  readonly key: string;
  readonly userId: string;
  readonly kind: "ask" | "click";
  /** The form that shows "Checking…" meanwhile, where there is one. */
  readonly viewId: string | null;
  readonly at: number;
}

export interface ArrivalStore {
  /** Known ones are left alone. */
  addArrival(arrival: Arrival): Promise<void>;
  /** Whoever waited has their answer. */
  removeArrival(key: string): Promise<void>;
  /** The oldest first. Only right before anything new can come in: what a process that died has left. */
  arrivals(): Promise<readonly Arrival[]>;
}
