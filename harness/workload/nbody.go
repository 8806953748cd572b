package workload

import (
	"math"
	"time"
)

// Units are astronomical units, years of 365.24 days, and masses in which the constant of
// gravitation is 1.
const (
	solarMass   = 4 * math.Pi * math.Pi
	daysPerYear = 365.24
	timeStep    = 0.01 // years
	bodySteps   = 1_000
)

// body is a star or planet: where it is, where it goes, and its mass.
type body struct{ x, y, z, vx, vy, vz, mass float64 }

// nBody follows the sun and its giants for ten years, each time with velocities that differ
// by up to a thousandth. Everything fits in a few cache lines: it is arithmetic with long
// chains of dependencies and a square root per pair. It allocates at most its generator.
func nBody() Workload {
	return Workload{
		Name: "nbody", Title: "5 bodies for 1,000 steps",
		Industry: "game physics", Source: "Computer Language Benchmarks Game, n-body, and its energies",
		Grain: 60 * time.Microsecond, Inputs: 64,
		Open: func(seed uint64) func(int) uint64 {
			return func(input int) uint64 {
				system := disturbed(seed, input)
				for range bodySteps {
					advance(&system)
				}
				var d digest
				for _, b := range system {
					d.floats(b.x, b.y, b.z, b.vx, b.vy, b.vz)
				}
				return d.sum()
			}
		},
	}
}

// solarSystem returns sun, Jupiter, Saturn, Uranus and Neptune as the Benchmarks Game has
// them (from JPL's ephemerides), with the sun moving so that the whole does not.
func solarSystem() [5]body {
	system := [5]body{
		{mass: 1},
		{4.84143144246472090e+00, -1.16032004402742839e+00, -1.03622044471123109e-01, 1.66007664274403694e-03, 7.69901118419740425e-03, -6.90460016972063023e-05, 9.54791938424326609e-04},
		{8.34336671824457987e+00, 4.12479856412430479e+00, -4.03523417114321381e-01, -2.76742510726411903e-03, 4.99852801234917238e-03, 2.30417297573763929e-05, 2.85885980666130812e-04},
		{1.28943695621391310e+01, -1.51111514016986312e+01, -2.23307578892655734e-01, 2.96460137564761618e-03, 2.37847173959480950e-03, -2.96589568540237556e-05, 4.36624404335156298e-05},
		{1.53796971148509165e+01, -2.59193146099879641e+01, 1.79258772950371181e-01, 2.68067772490389322e-03, 1.62824170038242295e-03, -9.51592254519715870e-05, 5.15138902046611451e-05},
	}
	sun := &system[0]
	for i := range system {
		b := &system[i]
		b.vx, b.vy, b.vz, b.mass = b.vx*daysPerYear, b.vy*daysPerYear, b.vz*daysPerYear, b.mass*solarMass
		sun.vx -= b.vx * b.mass / solarMass
		sun.vy -= b.vy * b.mass / solarMass
		sun.vz -= b.vz * b.mass / solarMass
	}
	return system
}

func disturbed(seed uint64, input int) [5]body {
	system := solarSystem()
	random := stream(seed, input)
	for i := range system {
		factor := 1 + (random.Float64()-0.5)/500
		system[i].vx *= factor
		system[i].vy *= factor
		system[i].vz *= factor
	}
	return system
}

// advance moves all bodies by one step of the symplectic Euler method: velocities by the
// attraction of each pair, then positions by the new velocities.
func advance(system *[5]body) {
	for i := range system {
		a := &system[i]
		for j := i + 1; j < len(system); j++ {
			b := &system[j]
			dx, dy, dz := a.x-b.x, a.y-b.y, a.z-b.z
			squared := dx*dx + dy*dy + dz*dz
			magnitude := timeStep / (squared * math.Sqrt(squared))
			a.vx, a.vy, a.vz = a.vx-dx*b.mass*magnitude, a.vy-dy*b.mass*magnitude, a.vz-dz*b.mass*magnitude
			b.vx, b.vy, b.vz = b.vx+dx*a.mass*magnitude, b.vy+dy*a.mass*magnitude, b.vz+dz*a.mass*magnitude
		}
	}
	for i := range system {
		b := &system[i]
		b.x, b.y, b.z = b.x+timeStep*b.vx, b.y+timeStep*b.vy, b.z+timeStep*b.vz
	}
}
