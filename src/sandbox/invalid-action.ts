// An action that no person could take in the workspace: pressing what they can't see, writing where they are no member.

/** `message` says what is not possible and why. */
export class InvalidAction extends Error {
  override readonly name = "InvalidAction";
}
