/** DTO classes with class-validator rules: what the API accepts. For the API (and the CLI) only, never for the browser. */
export * from './dto/check.dto.js';
export * from './dto/cluster.dto.js';
export * from './dto/failure.dto.js';
export * from './dto/login.dto.js';
export * from './dto/query.dto.js';
export * from './dto/rules.js';
export * from './dto/task.dto.js';
export * from './dto/sync.dto.js';
