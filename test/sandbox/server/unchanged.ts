// Asserts that something changed nothing: neither what people see nor what is behind the scenes.
import { expect } from "vitest";
import { ids } from "../../../src/sandbox/cast.js";
import type { PageClient } from "./page-client.js";

/** Without calls: the bot polls Clerk by itself. */
function stateOf({ live }: PageClient) {
  const { calls: _calls, ...behind } = live.backstage();
  return { alice: live.workspaceOf(ids.alice), carol: live.workspaceOf(ids.carol), behind };
}

export async function changesNothing<T>(page: PageClient, work: () => Promise<T>): Promise<T> {
  const before = stateOf(page);
  const result = await work();
  expect(stateOf(page)).toEqual(before);
  return result;
}
