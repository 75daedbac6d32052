import { Component, type ReactElement, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { CrashPage } from './fallback-pages.js';

/** Shows {@link CrashPage} in place of a page that threw, until another page is opened. */
export function CrashBoundary({ children }: { children: ReactNode }): ReactElement {
  const { pathname } = useLocation();
  return <Boundary pathname={pathname}>{children}</Boundary>;
}

interface Props {
  pathname: string;
  children: ReactNode;
}

class Boundary extends Component<Props, { error: unknown; failed: boolean }> {
  override state = { error: null, failed: false };

  static getDerivedStateFromError(error: unknown): { error: unknown; failed: boolean } {
    return { error, failed: true };
  }

  override componentDidUpdate(before: Props): void {
    if (this.state.failed && before.pathname !== this.props.pathname)
      this.setState({ error: null, failed: false });
  }

  override render(): ReactNode {
    return this.state.failed ? <CrashPage error={this.state.error} /> : this.props.children;
  }
}
