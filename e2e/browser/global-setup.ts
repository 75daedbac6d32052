import { startRocketmq } from '@slipstream/stack';
import { Deployment } from '../support/deployment.ts';

/** Starts two real clusters (4.9 and 5.x) and a deployment with its built console; ends them when all tests are done. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const [source, target, deployment] = await Promise.all([
    startRocketmq({ version: '4.9.7', name: 'hangzhou' }),
    startRocketmq({ version: '5.5.0', name: 'shanghai' }),
    Deployment.start(),
  ]);
  process.env['CONSOLE_URL'] = deployment.url;
  process.env['CONSOLE_PASSWORD'] = deployment.password;
  process.env['SOURCE_NAME_SERVER'] = source.nameServer;
  process.env['TARGET_NAME_SERVER'] = target.nameServer;
  return async () => {
    await deployment.stop();
    await Promise.all([source.stop(), target.stop()]);
  };
}
