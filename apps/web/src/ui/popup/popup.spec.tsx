import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ConfigProvider, type MenuProps } from 'antd';
import { describe, expect, it, vi } from 'vitest';
import { ActionButton } from '../action-button.js';
import { MenuButton } from './menu-button.js';

describe('a button with a menu (W-01)', () => {
  const chosen = vi.fn<() => void>();
  const menu = vi.fn<() => MenuProps>(() => ({ items: [{ key: 'clone', label: 'Clone', onClick: chosen }] }));
  const more = (): HTMLElement => screen.getByRole('button', { name: 'More' });

  it('makes the menu when it is first wanted, and not for each row of a table', async () => {
    render(<MenuButton menu={menu}>More</MenuButton>);
    expect(menu).not.toHaveBeenCalled();
    await userEvent.click(more());
    expect(await screen.findByRole('menuitem', { name: 'Clone' })).toBeInTheDocument();
    expect(more()).toHaveAttribute('aria-expanded', 'true');
  });

  it('stays the same button, so that it keeps the focus', async () => {
    render(<MenuButton menu={menu}>More</MenuButton>);
    const before = more();
    await userEvent.tab();
    await userEvent.keyboard('{Enter}');
    expect(await screen.findByRole('menu')).toBeInTheDocument();
    expect(more()).toBe(before);
    expect(before).toHaveFocus();
  });

  it('closes when it is pressed again, by mouse and by key', async () => {
    render(<MenuButton menu={menu}>More</MenuButton>);
    for (const press of [
      () => userEvent.click(more()),
      () => userEvent.type(more(), '{Enter}', { skipClick: true }),
    ]) {
      await press();
      await waitFor(() => expect(more()).toHaveAttribute('aria-expanded', 'true'));
      await press();
      await waitFor(() => expect(more()).toHaveAttribute('aria-expanded', 'false'));
    }
  });

  it('closes by a press elsewhere', async () => {
    render(
      <>
        <MenuButton menu={menu}>More</MenuButton>
        <p>elsewhere</p>
      </>,
    );
    await userEvent.click(more());
    await screen.findByRole('menu');
    await userEvent.click(screen.getByText('elsewhere'));
    await waitFor(() => expect(more()).toHaveAttribute('aria-expanded', 'false'));
  });

  it('gives the focus back when an item is chosen', async () => {
    render(<MenuButton menu={menu}>More</MenuButton>);
    await userEvent.click(more());
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Clone' }));
    expect(chosen).toHaveBeenCalledOnce();
    await waitFor(() => expect(more()).toHaveAttribute('aria-expanded', 'false'));
    expect(more()).toHaveFocus();
  });
});

describe('a refused button', () => {
  it('says why to who points at it or comes by key, and stays the same button', async () => {
    render(
      // Its end is never noticed in jsdom.
      <ConfigProvider theme={{ token: { motion: false } }}>
        <ActionButton refusal="Stop the task first." onClick={() => undefined}>
          Delete
        </ActionButton>
      </ConfigProvider>,
    );
    const button = screen.getByRole('button', { name: 'Delete' });
    await userEvent.tab();
    expect(button).toHaveFocus();
    expect(await screen.findByRole('tooltip')).toHaveTextContent('Stop the task first.');
    expect(screen.getByRole('button', { name: 'Delete' })).toBe(button);
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('tooltip')).toBeNull());
  });

  it('does nothing', async () => {
    const act = vi.fn<() => void>();
    render(
      <ActionButton refusal="Stop the task first." onClick={act}>
        Delete
      </ActionButton>,
    );
    await userEvent.click(screen.getByRole('button', { name: 'Delete' }));
    expect(act).not.toHaveBeenCalled();
  });
});
