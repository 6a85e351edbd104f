// A process of its own with the built store: does the calls that it is sent, all at once, and answers each when done.
import { openStore } from "../../dist/db/store.js";

let store;

async function open(databaseUrl) {
  await store?.close();
  store = await openStore(databaseUrl);
}

async function answer(round, index, [method, ...args]) {
  try {
    const result = method === "open" ? await open(...args) : await store[method](...args);
    process.send({ round, index, result });
  } catch (error) {
    process.send({ round, index, error: String(error) });
  }
}

process.on("message", ({ round, calls }) => {
  for (const [index, call] of calls.entries()) void answer(round, index, call);
});
process.on("disconnect", () => process.exit());
process.send("ready");
