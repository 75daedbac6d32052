import 'antd/dist/reset.css';
import './app/app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App, firstData } from './app/app.js';
import { startI18n, wordsReady } from './i18n/i18n.js';

/** What is there by then is drawn at once, and once; a slow answer is not waited for, ms. */
const PATIENCE_MS = 150;

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
startI18n();
const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
await Promise.all([wordsReady(), Promise.race([firstData(), patience])]);
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
