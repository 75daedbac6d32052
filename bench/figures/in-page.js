// Runs in a page before its own scripts, and keeps what its figures are made of: ms since the navigation began.
(() => {
  const SIGNS = { search: 'input[type=search]:not(:disabled)', rows: '.ant-table-row' };
  const longTasks = [];
  const found = new Set();
  const shown = {};
  let frames = null;
  let last = 0;

  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      longTasks.push({ from: startTime, to: startTime + duration });
  }).observe({ type: 'longtask', buffered: true });

  const onFrame = (at) => {
    if (frames !== null) frames.push(at - last);
    last = at;
    for (const [name, selector] of Object.entries(SIGNS))
      if (!found.has(name) && document.querySelector(selector) !== null) {
        found.add(name);
        // It is painted when the next frame begins.
        requestAnimationFrame(() => (shown[name] = performance.now()));
      }
    requestAnimationFrame(onFrame);
  };
  requestAnimationFrame(onFrame);

  globalThis.figures = {
    look: () => ({ now: performance.now(), shown: { ...shown }, longTasks: [...longTasks] }),
    domRows: () => document.querySelectorAll('.ant-table-row').length,
    startFrames: () => void (frames = []),
    endFrames: () => {
      const recorded = frames ?? [];
      frames = null;
      return recorded;
    },
  };
})();
