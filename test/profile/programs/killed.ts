// Is killed, and can do nothing about it.
process.kill(process.pid, "SIGKILL");
