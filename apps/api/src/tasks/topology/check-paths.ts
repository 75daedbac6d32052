import { deriveFrom, type PathCheck, type PathCheckInput, type TaskRow } from '@slipstream/database';
import { findPaths, type GraphTask, type PathAnswer } from '@slipstream/replication/decisions';
import { describePath, type PathFinding, type TaskSpec } from '@slipstream/shared';
import { ProblemError } from '../../common/problems/problem-error.js';

/**
 * Checks a task that is created, edited or started together with the tasks that copy (T-10): two tasks from one topic
 * into one topic are refused; a double path over other clusters has to be confirmed, once; cycles end by themselves.
 *
 * @param acknowledged the user has confirmed what is found
 */
export function pathCheck(acknowledged: boolean): PathCheck {
  return (input) => {
    const own = input.tasks.find(({ id }) => id === input.taskId);
    if (own === undefined) return [];
    const { findings } = pathsOf(own.spec, own.id, input);
    const duplicates = findings.filter(({ kind }) => kind === 'DUPLICATE_ROUTE');
    if (duplicates.length > 0) throw refusal('DUPLICATE_ROUTE', duplicates, own.id);
    const open = findings.filter(({ kind, key }) => kind === 'DOUBLE_PATH' && !input.acknowledged.has(key));
    if (open.length > 0 && !acknowledged) throw refusal('DOUBLE_PATH', open, own.id);
    return open.map(({ key }) => key);
  };
}

/**
 * What a task does together with the others that copy.
 *
 * @param ownId of the task when it is saved already
 * @param topics further topics that are there now
 */
export function pathsOf(
  spec: TaskSpec,
  ownId: string | null,
  input: PathCheckInput,
  topics: readonly string[] = [],
): PathAnswer {
  const others = input.tasks.filter((task) => task.id !== ownId && copies(task));
  return findPaths({
    task: toGraphTask(ownId, spec, input),
    others: others.map((task) => toGraphTask(task.id, task.spec, input)),
    knownTopics: [...input.knownTopics, ...topics],
  });
}

/** A stopped task copies nothing: whichever of two is started second is refused. */
function copies(task: TaskRow): boolean {
  const { state } = deriveFrom(task);
  return state !== 'STOPPED' && state !== 'DELETING';
}

function toGraphTask(id: string | null, spec: TaskSpec, { clusterIds }: PathCheckInput): GraphTask {
  return {
    id,
    spec,
    sourceCluster: clusterIds.get(spec.sourceClusterId) ?? spec.sourceClusterId,
    targetCluster: clusterIds.get(spec.targetClusterId) ?? spec.targetClusterId,
  };
}

function refusal(
  code: 'DUPLICATE_ROUTE' | 'DOUBLE_PATH',
  findings: readonly PathFinding[],
  ownId: string,
): ProblemError {
  const paths = findings[0]?.paths ?? [];
  const foreign = paths.flat().find((hop) => hop.taskId !== ownId);
  const detail =
    code === 'DUPLICATE_ROUTE'
      ? `The task "${foreign?.task}" copies ${foreign?.sourceTopic} from ${foreign?.sourceCluster} into ${foreign?.targetTopic} at ${foreign?.targetCluster} already: stop it, or choose other topics.`
      : `Messages would arrive twice: ${paths.map(describePath).join(', and ')}. Choose other topics, or confirm with acknowledgeWarnings.`;
  return new ProblemError(code, detail, { findings });
}
