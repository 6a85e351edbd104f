// A refused call: Slack's error code, and the extra fields of its response.

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
