// What another process changes is heard of at once, also after the connection that hears it was lost.
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/db/store.js";
import { newSchema } from "../database/scratch-schema.js";
import { TcpProxy } from "../database/tcp-proxy.js";
import { asked, minute, open, people, t0 } from "../db/scratch.js";

/** A store behind a proxy that has heard `heard`, and one beside it that changes things. */
async function listening() {
  const url = newSchema();
  const proxy = await TcpProxy.before(url);
  const other = await open(url);
  const store = await openStore(proxy.at(url));
  onTestFinished(() => store.close());
  const heard: (string | undefined)[] = [];
  let wake = () => {};
  store.onNews((id) => {
    heard.push(id);
    wake();
  });
  const hears = async (id: string | undefined, from = 0) => {
    while (!heard.includes(id, from)) await new Promise<void>((resolve) => (wake = resolve));
  };
  await hears(undefined);
  return { proxy, other, heard, hears };
}

test("each request that another process makes or moves is heard of", async () => {
  const { other, heard, hears } = await listening();
  const request = await asked(other);
  await hears(request.id);
  heard.length = 0;
  await other.move(request, "deny", { by: people.carol, at: t0 + minute });
  await hears(request.id);
});

test.each([
  ["cut", (proxy: TcpProxy) => proxy.cut()],
  [
    "silent",
    (proxy: TcpProxy) => {
      proxy.fallSilent();
      proxy.passAgain();
    },
  ],
])(
  "after the connection was %s, anything may have changed, and what changes is heard of again",
  async (_, lose) => {
    const { proxy, other, heard, hears } = await listening();
    heard.length = 0;
    lose(proxy);
    const [missed] = await Promise.all([asked(other), hears(undefined)]);
    expect(heard).not.toContain(missed.id);
    await other.move(missed, "deny", { by: people.carol, at: t0 + minute });
    await hears(missed.id);
  },
  20_000,
);
