// A browser with the customer's product open; it keeps the product's cookie.
import { refused } from "../../../src/sandbox/contract/actions.js";
import { type SignedIn, signedIn } from "../../../src/sandbox/contract/product.js";
import { EventStream } from "./event-stream.js";
import type { PageClient } from "./page-client.js";

export class ProductWindow {
  readonly #page: PageClient;
  readonly #cookie: string;
  readonly #stream: EventStream;

  private constructor(page: PageClient, cookie: string, stream: EventStream) {
    this.#page = page;
    this.#cookie = cookie;
    this.#stream = stream;
  }

  /** In a new browser, unless a cookie is given. */
  static async open(page: PageClient, cookie?: string): Promise<ProductWindow> {
    const own = cookie ?? (await newCookie(page));
    const stream = await EventStream.open(`${page.url}/product/api/stream`, { cookie: own });
    await stream.until("who is signed in", () => stream.latest("signed_in"));
    return new ProductWindow(page, own, stream);
  }

  get cookie(): string {
    return this.#cookie;
  }

  get shows(): SignedIn {
    return signedIn.parse(JSON.parse(this.#stream.latest("signed_in") ?? "null"));
  }

  /** "signed in", or Clerk's error code for the ticket. */
  async signIn(ticket: string): Promise<string> {
    const { status, json } = await this.#page.post("/product/api/sign-in", { ticket }, { cookie: this.#cookie });
    return status === 200 ? "signed in" : refused.parse(json).error;
  }

  async signOut(): Promise<void> {
    await this.#page.post("/product/api/sign-out", {}, { cookie: this.#cookie });
  }

  until<T>(description: string, look: (shown: SignedIn) => T | false): Promise<T> {
    return this.#stream.until(`the product shows ${description}`, () => look(this.shows));
  }

  close(): void {
    this.#stream.close();
  }
}

/** The cookie of a first visit. */
async function newCookie(page: PageClient): Promise<string> {
  const response = await fetch(`${page.url}/product/api/sign-out`, { method: "POST" });
  const [cookie = ""] = response.headers.getSetCookie();
  return cookie.split(";")[0] ?? "";
}
