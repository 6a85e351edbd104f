// Takes the README's pictures from the real page, in light and dark: `npm run screenshots`.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Locator } from "playwright-core";
import { test } from "vitest";
import { openHouse } from "./house.js";

const folder = fileURLToPath(new URL("../../docs", import.meta.url));

mkdirSync(folder, { recursive: true });
const house = await openHouse();

test.each(["light", "dark"] as const)(
  "the request card, the link, the card in use and revoked, in %s",
  async (colorScheme) => {
    const options = { colorScheme, deviceScaleFactor: 2, viewport: { width: 1_000, height: 800 } };
    const alice = await house.window("alice", "general", options);
    const carol = await house.window("carol", "approvals", options);
    for (const { page } of [alice, carol]) await page.getByRole("button", { name: "Behind the scenes" }).click();
    const picture = async (name: string, message: Locator) => {
      // Away from the message, which is highlighted under the mouse.
      await message.page().mouse.move(0, 0);
      await message.screenshot({ path: `${folder}/${name}-${colorScheme}.png`, animations: "disabled" });
    };

    await alice.types("/impersonate @bob ticket 4821, cannot see invoices");
    await picture("request", await carol.sees("Waiting for a decision"));
    await carol.presses("Approve");
    await alice.opens(/^understudy/);
    const link = await alice.sees("You can sign in as Bob Brown");
    await picture("link", link);
    await alice.opensLink(link);
    await picture("in-use", await carol.sees("In use since"));
    await alice.presses("Revoke");
    await picture("revoked", await carol.sees("The session is over; Clerk confirmed it"));
  },
);
