// What a picture shows, and how the sandbox gets there.
import type { Status } from "../../src/impersonation/model/lifecycle.js";
import type { MessageKind } from "../../src/impersonation/model/message.js";
import type { Closing } from "../../src/impersonation/model/request.js";
import type { SeenMessage } from "../../src/sandbox/slack/person.js";
import type { Studio, Who } from "./studio.js";

/** A message of a request, in one state of it. */
export interface Shows {
  readonly kind: MessageKind;
  readonly status: Status;
  readonly closing?: Closing;
  /** What it says, where the state does not tell it. */
  readonly reads?: RegExp;
}

interface Captioned {
  /** The picture's file name, without ending. */
  readonly name: string;
  readonly title: string;
  /** When it is shown, in a sentence. */
  readonly when: string;
  /** Taken in dark as well. */
  readonly dark?: true;
  /** Taken as wide as a phone is, as well. */
  readonly phone?: true;
}

/** The picture is of the message that `shows` names, once it shows that state. */
export interface MessageScene extends Captioned {
  readonly shows: Shows;
  readonly play: (studio: Studio) => Promise<void>;
}

/** Anything else that somebody sees. */
export interface OtherScene extends Captioned {
  readonly play: (studio: Studio) => Promise<Sight>;
}

export interface Sight<What extends SeenMessage | "form" | "home" = SeenMessage | "form" | "home"> {
  readonly as: Who;
  readonly what: What;
  /** What the person has typed into a field of the form, whose menu is open then. */
  readonly typed?: { readonly into: string; readonly text: string };
}

export type Scene = MessageScene | OtherScene;
