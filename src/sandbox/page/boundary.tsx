// Keeps what could not be drawn from taking everything around it along.
import { Component, type ReactNode } from "react";

interface BoundaryProps {
  readonly instead: ReactNode;
  readonly children: ReactNode;
}

/** A class, because React asks one for this. The browser's console has the error. */
export class Boundary extends Component<BoundaryProps, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? this.props.instead : this.props.children;
  }
}
