// Resident memory a second after the start, and after many requests.
import { setTimeout as pause } from "node:timers/promises";
import type { Figure } from "../figures.js";
import { Crowd, hurried } from "../load/crowd.js";
import { invitePeople } from "../load/people.js";
import { recordTraffic, replay, type Traffic } from "../load/traffic.js";
import { Contestant } from "../processes/contestant.js";
import { spreadOf } from "../statistics.js";
import type { Measure } from "./measure.js";

const requests = 300;
const settledAfterMs = 1_000;

interface Memory {
  readonly afterStart: number;
  readonly afterLoad: number;
}

export const measureMemory: Measure = async ({ rounds, openBot }) => {
  const ofBot: Memory[] = [];
  const ofBare: Memory[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const bot = await openBot();
    invitePeople(bot.sandbox);
    const crowd = new Crowd(bot.sandbox, hurried);
    let traffic: Traffic = { sent: [], ackMs: { command: [], click: [], form: [], "request form": [] } };
    const load = async () => {
      traffic = await recordTraffic(bot.sandbox.slack, () => crowd.finish(requests));
    };
    ofBot.push(await memoryOf(bot, load));
    const bare = await Contestant.open("bare");
    ofBare.push(await memoryOf(bare, () => replay(bare.sandbox.slack, traffic)));
  }
  const figure = (what: string, key: keyof Memory): Figure => {
    const spread = (of: readonly Memory[]) =>
      spreadOf(
        of.map((memory) => [memory[key]]),
        0.5,
      );
    return { what, unit: "MB", bot: spread(ofBot), beside: { name: "bare app", spread: spread(ofBare) } };
  };
  return [
    figure("memory (RSS) after the start", "afterStart"),
    figure(`memory (RSS) after ${requests} requests`, "afterLoad"),
  ];
};

/** In megabytes. Closes the contestant. */
async function memoryOf(contestant: Contestant, load: () => Promise<void>): Promise<Memory> {
  await contestant.start();
  await pause(settledAfterMs);
  const afterStart = contestant.program.residentBytes() / 1e6;
  await load();
  await pause(settledAfterMs);
  const afterLoad = contestant.program.residentBytes() / 1e6;
  await contestant.close();
  return { afterStart, afterLoad };
}
