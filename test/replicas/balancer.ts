// A small HTTP balancer: each request goes to the next process in turn, and past those that take none.
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { portOf } from "../ports.js";

export class Balancer {
  /** Where set, each request goes to that process alone; `all`: to every process at the same moment. */
  to: number | "all" | undefined;
  #turn = 0;
  readonly #answered = new Map<number, number>();

  private constructor(
    readonly url: string,
    private readonly ports: readonly number[],
  ) {}

  static async before(ports: readonly number[]): Promise<Balancer> {
    const server = createServer(async (incoming, response) => {
      const names = ["content-type", "x-slack-request-timestamp", "x-slack-signature"];
      const headers = Object.fromEntries(names.map((name) => [name, String(incoming.headers[name])]));
      const { status, body } = await balancer.#forward(headers, await text(incoming));
      response.writeHead(status).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const balancer = new Balancer(`http://127.0.0.1:${portOf(server)}`, ports);
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    return balancer;
  }

  /** How many requests each process has answered. */
  get answered(): readonly number[] {
    return this.ports.map((port) => this.#answered.get(port) ?? 0);
  }

  async #forward(headers: Record<string, string>, body: string): Promise<{ status: number; body: string }> {
    if (this.to === "all") {
      const [first, ...others] = await Promise.all(this.ports.map((port) => this.#post(port, headers, body)));
      return others.every(({ status }) => status === 200) && first !== undefined ? first : { status: 502, body: "" };
    }
    if (this.to !== undefined) return this.#post(this.ports[this.to] ?? 0, headers, body);
    for (let tries = 0; tries < this.ports.length; tries += 1) {
      const answer = await this.#post(this.ports[this.#turn++ % this.ports.length] ?? 0, headers, body).catch(
        () => undefined,
      );
      if (answer !== undefined) return answer;
    }
    return { status: 502, body: "" };
  }

  async #post(port: number, headers: Record<string, string>, body: string): Promise<{ status: number; body: string }> {
    // A connection of its own: one that was kept may be closed by a process that stops.
    const answer = await fetch(`http://127.0.0.1:${port}/slack/events`, {
      method: "POST",
      headers: { ...headers, connection: "close" },
      body,
    });
    this.#answered.set(port, (this.#answered.get(port) ?? 0) + 1);
    return { status: answer.status, body: await answer.text() };
  }
}
