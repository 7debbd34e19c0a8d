package main

import (
	"fmt"
	"io"
	"os"

	"ecssim/scenarios"
)

// mostBytes is far more than ECS takes as a task definition (64 KB).
const mostBytes = 2_000_000

// wantedTaskDefinition ends each message about a file that cannot be one.
const wantedTaskDefinition = "wanted a task definition as aws ecs describe-task-definition prints it"

// readTaskDefinition reads a file of a size that a task definition may have.
func readTaskDefinition(path string) ([]byte, error) {
	file := os.Stdin
	if path != standardInput {
		var err error
		if file, err = os.Open(path); err != nil {
			return nil, taskFileError(path, err)
		}
		defer file.Close()
	}
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s: is a directory, %s", path, wantedTaskDefinition)
	}
	data, err := io.ReadAll(io.LimitReader(file, mostBytes+1))
	if err != nil {
		return nil, taskFileError(path, err)
	}
	if len(data) > mostBytes {
		return nil, fmt.Errorf("%s: larger than %d MB, %s", path, mostBytes/1_000_000, wantedTaskDefinition)
	}
	return data, nil
}

// taskFileError says why a file cannot be read, without the system call's name.
func taskFileError(path string, err error) error {
	return fmt.Errorf("%w, %s", scenarios.FileError(path, err), wantedTaskDefinition)
}
