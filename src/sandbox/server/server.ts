// The page's server on 127.0.0.1: its files, one event stream per window, and the actions.
import { once } from "node:events";
import { Server } from "node:http";
import { fileURLToPath } from "node:url";
import { createAdaptorServer } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { type Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";
import { z } from "zod";
import { BotDidNotStart } from "../bot/own-process.js";
import type { RunBot } from "../bot/running-bot.js";
import { isAction } from "../contract/actions.js";
import { InvalidAction } from "../invalid-action.js";
import { originProblem } from "../own-origin.js";
import { LiveSandbox } from "./live-sandbox.js";
import { perform } from "./perform.js";
import { productSite } from "./product.js";
import { parseInput, readJson } from "./read-request.js";
import { streamChanges } from "./stream.js";

export interface PageServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** For tests. */
  readonly live: LiveSandbox;
  close(): Promise<void>;
}

/** Vite's output, even when tests run from the sources. */
const builtPage = fileURLToPath(new URL("../../../dist/sandbox/page", import.meta.url));

/**
 * Uses another port if `defaultPort` is taken; 0 means any free one. `runBot`: in a process of its own by default. Resolves
 * once the bot runs.
 */
export async function servePage(defaultPort: number, runBot?: RunBot): Promise<PageServer> {
  const server = createAdaptorServer({
    fetch: async (request: Request) => (await built).fetch(request),
    hostname: "127.0.0.1",
  });
  if (!(server instanceof Server)) throw new Error("the page is served by HTTP/1.1");
  const listening = listen(server, defaultPort);
  // A window left open from before may reconnect while the bot is starting; it waits.
  const starting = listening.then((port) => LiveSandbox.start(`${addressOf(port)}/product/sign-in`, runBot));
  const built = listening.then((port) => site(starting, port));
  const url = addressOf(await listening);
  let live: LiveSandbox;
  try {
    live = await starting;
  } catch (error) {
    server.close();
    server.closeAllConnections();
    throw error;
  }
  return {
    url,
    live,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await live.close();
      await closed;
    },
  };
}

const addressOf = (port: number) => `http://127.0.0.1:${port}`;

function site(starting: Promise<LiveSandbox>, port: number): Hono {
  const file = (path: string) => serveStatic({ root: builtPage, path });
  const site = new Hono()
    .use(async (context, next) => {
      const isPage = context.req.method === "GET" && !/\/api\//.test(context.req.path);
      const why = originProblem((name) => context.req.header(name), port, { navigation: isPage });
      if (why !== undefined) return context.json({ error: why }, 403);
      return next();
    })
    .use(
      secureHeaders({
        contentSecurityPolicy: {
          defaultSrc: ["'self'"],
          frameAncestors: ["'none'"],
          baseUri: ["'none'"],
          formAction: ["'none'"],
        },
        strictTransportSecurity: false,
        xFrameOptions: "DENY",
        crossOriginResourcePolicy: "same-origin",
      }),
    )
    .get("/api/stream", async (context) => {
      const live = await starting;
      const me = live.person(parseInput(z.string(), context.req.query("as"))).id;
      const window = context.req.query("window");
      return streamChanges(context, (changed) => live.onChange(changed), [
        { event: "workspace", look: () => live.workspaceOf(me, window) },
        { event: "backstage", look: () => live.backstage() },
        { event: "first_steps", look: () => live.firstStepsFor(me) },
      ]);
    })
    .post("/api/:action", async (context) => {
      const name = context.req.param("action");
      if (!isAction(name)) throw new HTTPException(404, { message: `There is no action called ${name}.` });
      return context.json(await perform(await starting, name, await readJson(context.req)));
    })
    .all("/api/*", () => {
      throw new HTTPException(405, { message: "Use POST for actions." });
    })
    .route("/product", productSite(starting))
    .get("/product", file("product.html"))
    .get("/product/sign-in", file("product.html"))
    .get("/", file("index.html"))
    .use("/assets/*", serveStatic({ root: builtPage }))
    .get("/favicon.svg", file("favicon.svg"));
  site.notFound((context) => context.json({ error: "There is nothing here." }, 404));
  site.onError(problem);
  return site;
}

function problem(error: Error, context: Context): Response {
  if (error instanceof HTTPException) return context.json({ error: error.message }, error.status);
  if (error instanceof InvalidAction) return context.json({ error: error.message }, 409);
  if (error instanceof BotDidNotStart) return context.json({ error: error.message }, 503);
  process.stderr.write(`sandbox failed: ${error.stack ?? error.message}\n`);
  return context.json({ error: "The sandbox failed. See its terminal for the error." }, 500);
}

async function listen(server: Server, defaultPort: number): Promise<number> {
  try {
    server.listen(defaultPort, "127.0.0.1");
    await once(server, "listening");
  } catch (error) {
    const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    if (!taken || defaultPort === 0) throw error;
    return listen(server, 0);
  }
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the page has no port");
  return address.port;
}
