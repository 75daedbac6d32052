import { late } from '../late.js';

/** The pages of a table, in the place of Ant Design's own (vite.config.ts): the list of tasks, which has none, comes without them. */
export default late(() => import('antd/es/pagination/index.js'));
