// A store that is told what others change, and what it has heard since it listens.
import { onTestFinished } from "vitest";
import { openStore } from "../../src/db/store.js";

/** `undefined` in `heard`: anything may have changed. */
export async function listeningOn(databaseUrl: string) {
  const store = await openStore(databaseUrl);
  onTestFinished(() => store.close());
  const heard: (string | undefined)[] = [];
  let onHeard = () => {};
  store.onChanged((requestId) => {
    heard.push(requestId);
    onHeard();
  });
  const until = (isTrue: () => boolean) =>
    new Promise<void>((resolve) => {
      onHeard = () => void (isTrue() && resolve());
      onHeard();
    });
  // It listens from the moment on at which it says that anything may have changed.
  await until(() => heard.length > 0);
  heard.length = 0;
  return { heard, until };
}
