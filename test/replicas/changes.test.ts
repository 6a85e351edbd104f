// What another process changes is heard of at once, also after the connection that hears it was lost.
import { expect, test } from "vitest";
import { listeningOn } from "../database/listening.js";
import { newSchema } from "../database/scratch-schema.js";
import { TcpProxy } from "../database/tcp-proxy.js";
import { asked, minute, open, people, t0 } from "../db/scratch.js";

/** A store behind a proxy that has heard `heard`, and one beside it that changes things. */
async function listening() {
  const url = newSchema();
  const proxy = await TcpProxy.before(url);
  const other = await open(url);
  const { heard, until } = await listeningOn(proxy.at(url));
  const hears = (id: string | undefined) => until(() => heard.includes(id));
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
    lose(proxy);
    const [missed] = await Promise.all([asked(other), hears(undefined)]);
    expect(heard).not.toContain(missed.id);
    await other.move(missed, "deny", { by: people.carol, at: t0 + minute });
    await hears(missed.id);
  },
  20_000,
);
