// The way the workspace says no: an error name of Slack's, and what its response carries besides.

export class Refusal extends Error {
  readonly error: string;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(error: string, extra: Readonly<Record<string, unknown>>) {
    super(error);
    this.error = error;
    this.extra = extra;
  }
}

export function refuse(error: string, extra: Readonly<Record<string, unknown>> = {}): never {
  throw new Refusal(error, extra);
}

/** A refusal with "[ERROR] …" sentences, which the Web API client logs. */
export function refuseWith(error: string, sentences: string[]): never {
  return refuse(error, { response_metadata: { messages: sentences } });
}
