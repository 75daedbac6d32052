import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { chooseLanguage, startI18n } from '../i18n/i18n.js';
import { CopyableCode } from './copyable-code.js';

beforeAll(() => {
  startI18n();
  chooseLanguage('en');
});

afterEach(() => {
  vi.restoreAllMocks();
  Reflect.deleteProperty(document, 'execCommand');
});

describe('W-07: an id to copy', () => {
  it('is put on the clipboard by its button, which says so', async () => {
    const user = userEvent.setup();
    render(<CopyableCode text="r-42" />);
    await user.click(screen.getByRole('button', { name: 'Copy' }));
    expect(await screen.findByRole('button', { name: 'Copied' })).toBeInTheDocument();
    await expect(navigator.clipboard.readText()).resolves.toBe('r-42');
  });

  it('does not claim so when the browser refuses', async () => {
    const user = userEvent.setup();
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not allowed'));
    const refuse = vi.fn<() => boolean>(() => false);
    Object.assign(document, { execCommand: refuse });
    render(<CopyableCode text="r-42" />);
    await user.click(screen.getByRole('button', { name: 'Copy' }));
    await waitFor(() => expect(refuse).toHaveBeenCalledWith('copy'));
    expect(screen.queryByRole('button', { name: 'Copied' })).toBeNull();
  });
});
