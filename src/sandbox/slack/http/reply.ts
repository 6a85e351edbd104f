// An HTTP response of the emulated workspace.
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body: unknown;
}
