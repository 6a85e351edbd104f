// The customer's product: a site that people sign in to through Clerk; a cookie identifies each browser.
import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { z } from "zod";
import type { Browser } from "../clerk/browser.js";
import { fullName } from "../clerk/full-name.js";
import { isLive } from "../clerk/state.js";
import type { SignedIn } from "../contract/product.js";
import type { LiveSandbox } from "./live-sandbox.js";
import { parseInput, readJson } from "./read-request.js";
import { streamChanges } from "./stream.js";

const cookie = "acme_browser";
const ticketGiven = z.strictObject({ ticket: z.string().min(1).max(2_000) });

interface ProductEnv {
  Variables: { name: string };
}

export function productSite(starting: Promise<LiveSandbox>): Hono<ProductEnv> {
  // A reset creates a new Clerk, which knows none of the old browsers.
  const browsers = new WeakMap<LiveSandbox["sandbox"], Map<string, Browser>>();
  const browserOf = ({ sandbox }: LiveSandbox, name: string): Browser => {
    const known = browsers.get(sandbox) ?? new Map<string, Browser>();
    browsers.set(sandbox, known);
    const browser = known.get(name) ?? sandbox.clerk.browser({ city: "Berlin", country: "DE", browserName: "Chrome" });
    known.set(name, browser);
    return browser;
  };

  return new Hono<ProductEnv>()
    .use(async (context, next) => {
      const name = getCookie(context, cookie) ?? randomUUID();
      setCookie(context, cookie, name, { httpOnly: true, sameSite: "Strict", path: "/product" });
      context.set("name", name);
      await next();
    })
    .post("/api/sign-in", async (context) => {
      const { ticket } = parseInput(ticketGiven, await readJson(context.req));
      const opened = browserOf(await starting, context.get("name")).signInWith(ticket);
      return opened.ok ? context.json({}) : context.json({ error: opened.code }, 422);
    })
    .post("/api/sign-out", async (context) => {
      browserOf(await starting, context.get("name")).signOut();
      return context.json({});
    })
    .get("/api/stream", async (context) => {
      const name = context.get("name");
      const live = await starting;
      browserOf(live, name).visit();
      return streamChanges(context, (changed) => live.onChange(changed), [
        { event: "signed_in", look: () => signedIn(browserOf(live, name), live) },
        { event: "clock", look: () => ({ aheadMs: live.sandbox.clock.aheadMs }) },
      ]);
    });
}

function signedIn(browser: Browser, { sandbox: { clerk } }: LiveSandbox): SignedIn {
  const { session } = browser;
  const claims = browser.claims() ?? browser.lastClaims;
  if (session === undefined || claims?.sid !== session.id) return { as: null };
  const tokenExpiresAt = claims.exp * 1_000;
  const userOf = (id: string) => clerk.users.find((each) => each.id === id);
  const nameOf = (id: string) => {
    const user = userOf(id);
    return user === undefined ? id : fullName(user);
  };
  return {
    as: {
      name: nameOf(session.userId),
      email: userOf(session.userId)?.emails[0]?.address ?? null,
      session: session.id,
      endsAt: session.expireAt,
      act: claims.act ?? null,
      actorName: claims.act === undefined ? null : nameOf(claims.act.sub),
    },
    over: isLive(session) ? null : session.status,
    tokenExpiresAt: isLive(session) || tokenExpiresAt > session.updatedAt ? tokenExpiresAt : null,
  };
}
