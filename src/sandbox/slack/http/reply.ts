// An HTTP answer of the emulated workspace before it is sent.
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body: unknown;
}
