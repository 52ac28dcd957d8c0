// Package machine tells how much memory there is and how much of it this process takes, where the system says so.
package machine

import (
	"bufio"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// TotalMemory is the memory of the machine in bytes, 0 where the system does not tell.
func TotalMemory() int64 { return field("/proc/meminfo", "MemTotal") }

// Peak follows the resident size of this process from [WatchPeak] until Stop. It is sampled: the system's own peak
// counts from the start of the process, and to reset it would disturb others who read it.
type Peak struct {
	stop chan struct{}
	most chan int64
	get  func() int64
}

// sampling is the time between two looks: a look takes a few microseconds, and what is mapped or computed on stays
// longer.
const sampling = 20 * time.Millisecond

// WatchPeak begins to follow the resident size.
func WatchPeak() *Peak {
	p := &Peak{stop: make(chan struct{}), most: make(chan int64, 1)}
	p.get = sync.OnceValue(func() int64 {
		close(p.stop)
		return <-p.most
	})
	go p.follow()
	return p
}

func (p *Peak) follow() {
	most := resident()
	t := time.NewTicker(sampling)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			most = max(most, resident())
		case <-p.stop:
			p.most <- max(most, resident())
			return
		}
	}
}

// Stop ends the watch and returns the largest resident size that was seen, in bytes; 0 where the system does not tell.
// A second call returns the same.
func (p *Peak) Stop() int64 { return p.get() }

// resident is what this process has in memory, in bytes.
func resident() int64 { return field("/proc/self/status", "VmRSS") }

// field reads a "Name:  123 kB" line of a file of /proc.
func field(path, name string) int64 {
	f, err := os.Open(path)
	if err != nil {
		return 0
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if key, value, ok := strings.Cut(s.Text(), ":"); ok && key == name {
			if words := strings.Fields(value); len(words) > 0 {
				n, _ := strconv.ParseInt(words[0], 10, 64)
				return n * 1024
			}
		}
	}
	return 0
}
