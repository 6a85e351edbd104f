// Error boundary: a part that cannot be rendered does not break the rest.
import { Component, type ReactNode } from "react";

interface BoundaryProps {
  readonly instead: ReactNode;
  readonly children: ReactNode;
}

/** React requires a class here. It logs the error to the console. */
export class Boundary extends Component<BoundaryProps, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? this.props.instead : this.props.children;
  }
}
