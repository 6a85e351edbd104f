// The connection is lost at a commit, before or after the server has heard of it: nothing is doubled, and nothing is lost.
import { afterEach, expect, test } from "vitest";
import { ids } from "../../src/sandbox/cast.js";
import { curtain } from "../flows/stage.js";
import { behindProxy, expectOneLink, refused } from "./behind-proxy.js";

afterEach(curtain);

type Scene = Awaited<ReturnType<typeof behindProxy>>;

const newestCard = async ({ stage }: Scene) => {
  const card = await stage.card(/\[(Approve|Retry)\]/);
  return { card, button: /\[Retry\]/.test(stage.carol.reads(card)) ? "Retry" : "Approve" };
};

const decide = async (scene: Scene) => {
  const { card, button } = await newestCard(scene);
  await scene.stage.carol.clicks(card, button);
};

const transactions = {
  /** What the bot sends in it. */
  "the request": /insert into "requests"/,
  "the approval": /update "requests"[\s\S]*approve/,
  "the token's id": /update "requests" set "token_id"/,
  "the link's delivery": /deliver\.link/,
} as const;

type Of = keyof typeof transactions;
const all: readonly Of[] = ["the request", "the approval", "the token's id", "the link's delivery"];

/** What people see where it was not stored, and what they do then. */
const afterwards: Readonly<Record<Of, (scene: Scene) => Promise<unknown>>> = {
  "the request": async ({ stage }) => {
    await stage.told(ids.alice, ids.general, refused);
    await stage.ask();
  },
  "the approval": async (scene) => {
    await scene.stage.told(ids.carol, ids.approvals, refused);
    await scene.stage.stillPending();
  },
  "the token's id": ({ stage }) => stage.card(/\[Retry\]/),
  "the link's delivery": ({ stage }) => stage.card(/\[Retry\]/),
};

async function begun(of: Of, fate: Parameters<Scene["proxy"]["commitOf"]>[1]): Promise<Scene> {
  const scene = await behindProxy();
  const { stage, proxy } = scene;
  if (of !== "the request") await stage.ask();
  const met = proxy.commitOf(transactions[of], fate);
  if (of === "the request") await stage.alice.types(ids.general, "/impersonate @bob ticket 4821");
  else await decide(scene);
  await met;
  return scene;
}

test("a commit that never reached the server is told as failed, and the next click works", async () => {
  await Promise.all(
    all.map(async (of) => {
      const scene = await begun(of, "cut");
      await afterwards[of](scene);
      await decide(scene);
      await scene.stage.card(/@alice has the link/);
      await expectOneLink(scene);
    }),
  );
});

test("a commit whose answer was lost is found out, and the work goes on as if nothing had happened", async () => {
  await Promise.all(
    all.map(async (of) => {
      const scene = await begun(of, "unanswered");
      const { stage } = scene;
      if (of === "the request") await decide(scene);
      await stage.card(/@alice has the link/);
      await expectOneLink(scene);
      expect(stage.clerk.actorTokens).toHaveLength(1);
      expect(stage.sandbox.log.filter((line) => /database failed/.test(line))).toEqual([]);
    }),
  );
});

test("a commit after which nothing comes back is found out after ten seconds", async () => {
  const scene = await begun("the approval", "silent");
  await scene.stage.card(/@alice has the link/, 20_000);
  await expectOneLink(scene);
});
