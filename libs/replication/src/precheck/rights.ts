import type { CheckClient, CheckCall, ListedPolicy } from './ports.js';

/** Whether an account may create topics on a broker; null when it cannot be seen. */
export type MayCreate = boolean | null;

/**
 * Looks whether our account may create topics, without trying: by its own entry among the broker's accounts. Brokers without
 * access control let everyone.
 *
 * 4.x: only admins may (code 17). 5.x: `Super` may do everything, others what their policies allow; a broker shows these only
 * to who may see them.
 *
 * @throws what the broker refuses with
 */
export async function mayCreateTopics(
  client: Pick<CheckClient, 'accounts'>,
  broker: string,
  accessKey: string | undefined,
  config: ReadonlyMap<string, string>,
  call: CheckCall,
): Promise<MayCreate> {
  const isAuth = config.get('authenticationEnabled') === 'true';
  const isPlain = config.get('aclEnable') === 'true';
  if (!isAuth && !isPlain) return true;
  if (accessKey === undefined) return null;
  const answers: MayCreate[] = [];
  if (isPlain) {
    const { accounts } = await client.accounts.listPlain(broker, call);
    answers.push(accounts.find((account) => account.accessKey === accessKey)?.admin ?? null);
  }
  // Without authorisation, who is known may do everything.
  if (isAuth && config.get('authorizationEnabled') === 'true')
    answers.push(await mayByPolicy(client, broker, accessKey, call));
  if (answers.includes(false)) return false;
  return answers.includes(null) ? null : true;
}

async function mayByPolicy(
  client: Pick<CheckClient, 'accounts'>,
  broker: string,
  accessKey: string,
  call: CheckCall,
): Promise<MayCreate> {
  const user = await client.accounts.getUser(broker, accessKey, call);
  if (user === null) return null;
  if (user.userType === 'Super') return true;
  const { subjects } = await client.accounts.listPolicies(broker, call);
  const own = subjects.find(({ subject }) => subject === `User:${accessKey}`);
  return allowsCreate(own?.policies.flatMap(({ entries }) => entries) ?? []);
}

/** True when some topics may be created: which ones is seen when they are. */
export function allowsCreate(entries: readonly ListedPolicy[]): boolean {
  return entries.some(
    ({ resource, actions, decision }) =>
      decision.toLowerCase() === 'allow' &&
      (resource === '*' || resource.startsWith('Topic:')) &&
      actions.some((action) => ['create', 'all', '*'].includes(action.toLowerCase())),
  );
}
