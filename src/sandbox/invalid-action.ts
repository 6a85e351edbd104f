// Something that no person could do in the workspace: press what they don't see, write where they are not.

/** `message` says what and why, for whoever tried. */
export class InvalidAction extends Error {
  override readonly name = "InvalidAction";
}
