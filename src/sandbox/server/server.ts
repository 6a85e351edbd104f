// The page's server on 127.0.0.1: its files, one event stream for each window, and the actions that a window asks for.
import { once } from "node:events";
import { Server } from "node:http";
import { fileURLToPath } from "node:url";
import { createAdaptorServer } from "@hono/node-server";
import { serveStatic } from "@hono/node-server/serve-static";
import { type Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { secureHeaders } from "hono/secure-headers";
import { streamSSE } from "hono/streaming";
import { ZodError, z } from "zod";
import { type ActionName, actions } from "../contract/actions.js";
import { Impossible } from "../impossible.js";
import { foreign } from "../own-origin.js";
import { LiveSandbox } from "./live-sandbox.js";
import { perform } from "./perform.js";
import { productSite } from "./product.js";
import { readJson } from "./read-json.js";
import { keepTelling } from "./stream.js";

export interface PageServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** For tests, which look behind the page. */
  readonly live: LiveSandbox;
  close(): Promise<void>;
}

/** Where Vite puts the page, also for tests that run the sources. */
const builtPage = fileURLToPath(new URL("../../../dist/sandbox/page", import.meta.url));

/** `usualPort`: another one is taken where it is not free; 0 means any. Resolves once the bot runs. */
export async function servePage(usualPort: number): Promise<PageServer> {
  let live: LiveSandbox | undefined;
  const running = () => {
    if (live === undefined) throw new HTTPException(503, { message: "The sandbox is still starting." });
    return live;
  };
  let port = 0;
  const server = createAdaptorServer({ fetch: site(running, () => port).fetch, hostname: "127.0.0.1" });
  if (!(server instanceof Server)) throw new Error("the page is served by HTTP/1.1");
  port = await listen(server, usualPort);
  const url = `http://127.0.0.1:${port}`;
  try {
    live = await LiveSandbox.start(`${url}/product/sign-in`);
  } catch (error) {
    server.close();
    throw error;
  }
  return {
    url,
    live,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await running().close();
      await closed;
    },
  };
}

function site(live: () => LiveSandbox, port: () => number): Hono {
  const file = (path: string) => serveStatic({ root: builtPage, path });
  const site = new Hono()
    .use(async (context, next) => {
      const isPage = context.req.method === "GET" && !/\/api\//.test(context.req.path);
      const why = foreign((name) => context.req.header(name), port(), { navigation: isPage });
      if (why !== undefined) return context.json({ error: why }, 403);
      return next();
    })
    .use(
      secureHeaders({
        contentSecurityPolicy: {
          defaultSrc: ["'self'"],
          // The library that draws rich text sets a style here and there.
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", "data:"],
          frameAncestors: ["'none'"],
          baseUri: ["'none'"],
          formAction: ["'none'"],
        },
        strictTransportSecurity: false,
        xFrameOptions: "DENY",
        crossOriginResourcePolicy: "same-origin",
      }),
    )
    .get("/api/stream", (context) => {
      const me = live().person(z.string().parse(context.req.query("as"))).id;
      return streamSSE(context, (stream) =>
        keepTelling(stream, (changed) => live().onChange(changed), [
          { event: "workspace", look: () => live().workspaceOf(me) },
          { event: "backstage", look: () => live().backstage() },
        ]),
      );
    })
    .post("/api/:action", async (context) => {
      const name = context.req.param("action");
      if (!isAction(name)) throw new HTTPException(404, { message: `There is no action called ${name}.` });
      return context.json(await perform(live(), name, await readJson(context.req)));
    })
    .all("/api/*", () => {
      throw new HTTPException(405, { message: "Actions are asked for with POST." });
    })
    .route("/product", productSite(live))
    .get("/product", file("product.html"))
    .get("/product/sign-in", file("product.html"))
    .get("/", file("index.html"))
    .use("/assets/*", serveStatic({ root: builtPage }))
    .get("/favicon.svg", file("favicon.svg"));
  site.notFound((context) => context.json({ error: "There is nothing here." }, 404));
  site.onError(problem);
  return site;
}

const isAction = (name: string): name is ActionName => Object.hasOwn(actions, name);

function problem(error: Error, context: Context): Response {
  if (error instanceof HTTPException) return context.json({ error: error.message }, error.status);
  if (error instanceof ZodError) {
    const [issue] = error.issues;
    return context.json(
      { error: `${issue?.path.join(".") || "the question"}: ${issue?.message ?? "not understood"}` },
      400,
    );
  }
  if (error instanceof Impossible) return context.json({ error: error.message }, 409);
  process.stderr.write(`the sandbox failed: ${error.stack ?? error.message}\n`);
  return context.json({ error: "The sandbox itself failed; its terminal says how." }, 500);
}

async function listen(server: Server, usualPort: number): Promise<number> {
  try {
    server.listen(usualPort, "127.0.0.1");
    await once(server, "listening");
  } catch (error) {
    const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    if (!taken || usualPort === 0) throw error;
    return listen(server, 0);
  }
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the page has no port");
  return address.port;
}
