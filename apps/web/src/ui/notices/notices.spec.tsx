import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ConfigProvider } from 'antd';
import { describe, expect, it } from 'vitest';
import { NoticesProvider, useNotices, type Notices } from './notices.js';
// There at once, as behind the first page.
import './speaker.js';

describe('W-07: what the console tells in passing', () => {
  it('is shown even when it was told before there was a place for it', async () => {
    const { message, notification } = someNotices();
    act(() => {
      message.success('orders is starting');
      notification.error({ title: 'The source cannot be reached', duration: 0 });
    });
    expect(await screen.findByText('orders is starting')).toBeInTheDocument();
    expect(await screen.findByText('The source cannot be reached')).toBeInTheDocument();
  });

  it.each([
    ['Start anyway', true],
    ['Cancel', false],
  ])('a question comes to whether it was agreed to: %s', async (button, agreed) => {
    const { confirm } = someNotices();
    const answer = confirm({ title: 'Start twice?', okText: 'Start anyway', cancelText: 'Cancel' });
    await userEvent.click(await screen.findByRole('button', { name: button }));
    await expect(answer).resolves.toBe(agreed);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('cannot be told where nothing shows it', () => {
    expect(() => render(<Telling to={() => undefined} />)).toThrow('there is no NoticesProvider around');
  });
});

function someNotices(): Notices {
  const told: Notices[] = [];
  render(
    // Its end is never noticed in jsdom.
    <ConfigProvider theme={{ token: { motion: false } }}>
      <NoticesProvider>
        <Telling to={(notices) => told.push(notices)} />
      </NoticesProvider>
    </ConfigProvider>,
  );
  const [notices] = told;
  if (notices === undefined) throw new Error('nothing was drawn');
  return notices;
}

function Telling({ to }: { to: (notices: Notices) => void }): null {
  to(useNotices());
  return null;
}
