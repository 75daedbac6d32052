import { runLauncher } from './launcher/run-launcher.ts';
import { startSlipstream } from './launcher/start-slipstream.ts';

await runLauncher('.data', async (context) => {
  const { url, generatedPassword } = await startSlipstream(context);
  const login =
    generatedPassword === undefined
      ? 'user admin, with the password that was set on the first start'
      : `user admin, password ${generatedPassword}   (shown only this once)`;
  console.log(
    `\n  Slipstream runs at ${url}\n  ${login}\n  data and logs: ${context.folder.dir}\n  Ctrl-C stops it\n`,
  );
});
