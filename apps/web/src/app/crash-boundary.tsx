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

interface State {
  error: unknown;
  failed: boolean;
  /** Of the page that is shown or that failed. */
  pathname: string;
}

class Boundary extends Component<Props, State> {
  override state: State = { error: null, failed: false, pathname: this.props.pathname };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error, failed: true };
  }

  static getDerivedStateFromProps({ pathname }: Props, state: State): Partial<State> | null {
    return pathname === state.pathname ? null : { error: null, failed: false, pathname };
  }

  override render(): ReactNode {
    return this.state.failed ? <CrashPage error={this.state.error} /> : this.props.children;
  }
}
