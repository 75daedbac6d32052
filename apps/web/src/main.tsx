import 'antd/dist/reset.css';
import './app/app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App, beginToAsk } from './app/app.js';
import { startI18n, wordsReady } from './i18n/i18n.js';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
startI18n();
beginToAsk();
await wordsReady();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
