// Holds that something changed nothing: neither what people see nor what stands behind the scenes.
import { expect } from "vitest";
import { ids } from "../../../src/sandbox/cast.js";
import type { PageClient } from "./page-client.js";

/** Calls are left out: the bot looks at Clerk by itself. */
function standing({ live }: PageClient) {
  const { calls: _calls, ...behind } = live.backstage();
  return { alice: live.workspaceOf(ids.alice), carol: live.workspaceOf(ids.carol), behind };
}

export async function changesNothing<T>(page: PageClient, work: () => Promise<T>): Promise<T> {
  const before = standing(page);
  const result = await work();
  expect(standing(page)).toEqual(before);
  return result;
}
