// HTTP mode's limits of time: nobody keeps a connection by sending slowly, or nothing.
import { afterEach, expect, test } from "vitest";
import { overHttp, rawConnection } from "./http-stage.js";
import { curtain } from "./stage.js";

afterEach(curtain);

test("nothing, half a header and half a body are each answered with 408 and closed, within twelve seconds", async () => {
  const { port } = await overHttp();
  const head = "POST /slack/events HTTP/1.1\r\nHost: x\r\n";
  const begun = await Promise.all(
    ["", head, `${head}Content-Length: 10\r\n\r\nabc`].map(async (part) => {
      const connection = await rawConnection(port);
      if (part !== "") connection.socket.write(part);
      return connection;
    }),
  );
  const startedAt = performance.now();
  for (const { received } of begun) expect(await received).toMatch(/^HTTP\/1\.1 408 /);
  expect(performance.now() - startedAt).toBeLessThan(12_000);
}, 30_000);
