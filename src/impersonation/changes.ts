// Tells of every change of a request that people can see, made by a verb, the scheduler or a poll.
import type { Request } from "./model/request.js";
import type { RequestStore } from "./ports/request-store.js";

/** `onChange` is called after the commit, with the request as it is then. It must not throw. */
export function withChanges<S extends RequestStore>(store: S, onChange: (request: Request) => void): S {
  const told = (request: Request | undefined) => {
    if (request !== undefined) onChange(request);
    return request;
  };
  return {
    ...store,
    async insert(...args) {
      const inserted = await store.insert(...args);
      if (inserted.outcome === "inserted") onChange(inserted.request);
      return inserted;
    },
    move: async (...args) => told(await store.move(...args)),
    async amend(...args) {
      const [, , visible] = args;
      const request = await store.amend(...args);
      return visible ? told(request) : request;
    },
  } satisfies S;
}
